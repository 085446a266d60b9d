#!/bin/bash
# Stands in for the entrypoint of the image mariadb: a first start creates the user and
# the database of MARIADB_USER, MARIADB_PASSWORD, MARIADB_DATABASE and
# MARIADB_ROOT_PASSWORD, and an account for healthcheck.sh.
set -euo pipefail

[ "${1#-}" = "$1" ] || set -- mariadbd "$@"
[ "$1" = mariadbd ] || exec "$@"

data=/var/lib/mysql
if [ "$(id -u)" -eq 0 ]; then
    chown -R mysql: $data /run/mysqld
    exec setpriv --reuid=mysql --regid=mysql --clear-groups "$0" "$@"
fi

setting() { # its value, or what is in the file that NAME_FILE names
    local file=$1_FILE
    if [ -n "${!file-}" ]; then cat "${!file}"; else echo "${!1-}"; fi
}

if [ ! -d $data/mysql ]; then
    root=$(setting MARIADB_ROOT_PASSWORD)
    database=$(setting MARIADB_DATABASE)
    user=$(setting MARIADB_USER)
    password=$(setting MARIADB_PASSWORD)
    if [ -n "${MARIADB_RANDOM_ROOT_PASSWORD-}" ]; then
        root=$(head -c 24 /dev/urandom | base64)
    elif [ -z "$root" ] && [ -z "${MARIADB_ALLOW_EMPTY_ROOT_PASSWORD-}" ]; then
        echo "Error: set MARIADB_ROOT_PASSWORD or MARIADB_RANDOM_ROOT_PASSWORD." >&2
        exit 1
    fi
    mariadb-install-db --datadir=$data --auth-root-authentication-method=normal --skip-test-db
    health=$(head -c 24 /dev/urandom | base64)
    # This server listens on its socket alone, so what asks it by TCP has to wait.
    "$@" --skip-networking &
    for _ in $(seq 600); do
        mariadb --user=root --execute="SELECT 1" >/dev/null 2>&1 && break
        sleep 0.1
    done
    {
        echo "CREATE USER healthcheck@localhost IDENTIFIED BY '$health';"
        echo "CREATE USER healthcheck@127.0.0.1 IDENTIFIED BY '$health';"
        [ -z "$database" ] || echo "CREATE DATABASE \`$database\`;"
        if [ -n "$user" ]; then
            echo "CREATE USER '$user'@'%' IDENTIFIED BY '$password';"
            [ -z "$database" ] || echo "GRANT ALL ON \`$database\`.* TO '$user'@'%';"
        fi
        echo "CREATE USER root@'%' IDENTIFIED BY '$root';"
        echo "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
        echo "ALTER USER root@localhost IDENTIFIED BY '$root';"
    } | mariadb --user=root
    printf '[client]\nuser=healthcheck\npassword=%s\nprotocol=tcp\nhost=127.0.0.1\nskip-ssl\n' \
        "$health" >$data/.my-healthcheck.cnf
    kill %1
    wait %1
fi

exec "$@"
