"""A list endpoint of Django and Django REST framework alone.

Its table, page, filter on the owner, authentication by token and connections are those of a
generated project. What it leaves out is what the benchmark measures: the project's middleware,
request log, security headers, filters and strict parameters.
"""
