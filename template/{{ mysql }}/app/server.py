"""Time limits and outages of MySQL and MariaDB."""

OUTAGES = (
    0,  # the connection is closed
    1040,  # too many connections
    1053,  # the server is shutting down
    1205,  # a lock was not released in time
    1317,  # the statement was interrupted
    1927,  # the connection was killed
    1969,  # max_statement_time of MariaDB
    3024,  # max_execution_time of MySQL
    *range(2000, 2100),  # client errors: the connection failed or was lost
    4031,  # the connection was idle for too long
)


def init_command(seconds: int) -> str:
    """Return the statement that limits the time of all others on a connection.

    It also sets READ COMMITTED. By default, a transaction would read from a snapshot
    that is older than the locks it waited for.

    https://mariadb.com/docs/server/reference/sql-statements/comment-syntax
    """
    isolation = "'READ-COMMITTED'"
    return (
        f"SET innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}"
        f"/*M!, max_statement_time = {seconds}, tx_isolation = {isolation} */"
        f"/*!50720 , max_execution_time = {seconds * 1000}"
        f", transaction_isolation = {isolation} */"
    )


def is_outage(error: BaseException) -> bool:
    """Whether an error of the driver means that the database is unavailable."""
    return bool(error.args) and error.args[0] in OUTAGES
