"""Commands that have a module of their own. Each imports what is heavy when it runs."""
