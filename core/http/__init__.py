"""The HTTP door: limits on what comes in, headers on what goes out, health, GraphQL, and the pages
of the demo.
"""
