#!/bin/sh
# The start of a container: what the image has prepared is in place, then its command runs.
set -eu
for part in encoder models web; do
    if [ -d "/opt/helpdesk/prepared/$part" ]; then
        ln -sfn "/opt/helpdesk/prepared/$part" "$DATA_DIR/$part"
    fi
done
exec "$@"
