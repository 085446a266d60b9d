"""Statements for the server, outside of any transaction."""

from pydantic import SecretStr

from app.config import Settings
from app.engine import create_engine


def execute(url: str, *statements: str) -> None:
    engine = create_engine(Settings(database_url=SecretStr(url)))
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
