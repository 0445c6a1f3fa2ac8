"""Add a record to the files, asked for field by field or read from JSON.

book      the data set: its columns, values and rules     append     a file's own style of writing
draft     what was typed and is not written yet           dialogue   the questions
prompt    a question in the terminal                      document   records as JSON
"""
