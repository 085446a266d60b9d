"""The limits and the error codes of MySQL and MariaDB."""

OUTAGES = (
    0,  # the connection is closed already
    1040,  # too many connections
    1053,  # the server shuts down
    1205,  # a lock was not released in time
    1317,  # the statement was interrupted
    1927,  # the connection was killed
    1969,  # max_statement_time of MariaDB
    3024,  # max_execution_time of MySQL
    *range(2000, 2100),  # the client's: no connection, or none any more
    4031,  # the connection was idle for too long
)


def set_up(seconds: int) -> str:
    """The statement that sets up a connection: no other on it takes longer.

    Each sees what is committed; with the default, a transaction would judge by a
    snapshot that is older than the locks it waited for.

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
    """Whether the driver's error means that the database can't serve now."""
    return bool(error.args) and error.args[0] in OUTAGES
