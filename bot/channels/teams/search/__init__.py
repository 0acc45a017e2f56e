"""The message extension: Service Desk agents search from the compose box of Teams."""

# Ids that the app's manifest declares and that come back in every `composeExtension/query`.
SEARCH_COMMAND = "search"
SEARCH_PARAMETER = "query"
