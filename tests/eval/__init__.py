"""How well names are resolved, measured on a file of real spellings with the truth."""
