"""The contact registry: which people may act for which agency, in which role."""
