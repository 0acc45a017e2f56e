"""Delivery to ServiceNow: one record of a table for each request, with the request attached."""
