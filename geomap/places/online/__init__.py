"""Online services, asked only when the user says so, only for names that nothing offline knows, and each once.

transport  one request that ends in time           providers  geopy, which makes addresses and reads answers
store      answers and turns in the cache folder   asking     how often, and when no more
asked      the question, read from a record
kinds      what an answer says it is               choose     which answer is meant
geocoder   all of it for one run                   credit     whom the map has to name
"""
