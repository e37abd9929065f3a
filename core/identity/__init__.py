"""Who people are: citizens by one-time code, officers by password and second factor, postings,
sessions.
"""
