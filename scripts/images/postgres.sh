#!/bin/sh
# Stands in for the entrypoint of the image postgres: a first start creates the user and
# the database of POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB.
set -eu

[ "${1#-}" = "$1" ] || set -- postgres "$@"
[ "$1" = postgres ] || exec "$@"

if [ "$(id -u)" -eq 0 ]; then
    mkdir -p "$PGDATA"
    chmod 700 "$PGDATA"
    chown -R postgres: "$PGDATA" /run/postgresql
    exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    if [ -z "${POSTGRES_PASSWORD-}" ]; then
        if [ -z "${POSTGRES_PASSWORD_FILE-}" ]; then
            echo "Error: set POSTGRES_PASSWORD." >&2
            exit 1
        fi
        POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
    fi
    user=${POSTGRES_USER:-postgres}
    database=${POSTGRES_DB:-$user}
    echo "$POSTGRES_PASSWORD" >"/tmp/password"
    initdb -D "$PGDATA" --username="$user" --pwfile=/tmp/password --auth-local=trust
    rm /tmp/password
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    # This server listens on its socket alone, so what asks it by TCP has to wait.
    pg_ctl -D "$PGDATA" -o "-c listen_addresses=" -w start
    if [ "$database" != postgres ]; then
        createdb --username="$user" --maintenance-db=postgres "$database"
    fi
    pg_ctl -D "$PGDATA" -m fast -w stop
fi

exec "$@" -c listen_addresses='*'
