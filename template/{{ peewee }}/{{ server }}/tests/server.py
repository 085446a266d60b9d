"""Running statements on the server, outside any transaction."""

from pydantic import SecretStr

from app.config import Settings
from app.pool import create_pool


def execute(url: str, *statements: str) -> None:
    pool = create_pool(Settings(database_url=SecretStr(url)))
    with pool.connection_context():
        for statement in statements:
            pool.execute_sql(statement)
    pool.close_all()
