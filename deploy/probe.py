"""Asks a process of a container whether it is ready: exit status 0 when it answers 200."""

import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

TIMEOUT_S = 4

address = urlsplit(sys.argv[1])
connection = HTTPConnection(address.hostname or "", address.port, timeout=TIMEOUT_S)
try:
    connection.request("GET", address.path)
    status = connection.getresponse().status
except (OSError, HTTPException) as error:
    sys.exit(f"{sys.argv[1]}: {error}")
sys.exit(0 if status == 200 else f"{sys.argv[1]}: {status}")
