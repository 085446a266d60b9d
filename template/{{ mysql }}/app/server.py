"""The limits and the error codes of MySQL and MariaDB."""

OUTAGES = (
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


def limit_statements(seconds: int) -> str:
    """The statement after which none on its connection takes longer.

    https://mariadb.com/docs/server/reference/sql-statements/comment-syntax
    """
    return (
        f"SET innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}"
        f"/*M!, max_statement_time = {seconds} */"
        f"/*!50708 , max_execution_time = {seconds * 1000} */"
    )


def is_outage(error: BaseException) -> bool:
    """Whether the driver's error means that the database can't serve now."""
    return bool(error.args) and error.args[0] in OUTAGES
