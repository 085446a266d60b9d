"""Sessions: what a request does with the database, all of it or nothing."""

from tortoise.backends.base.client import TransactionalDBClient

# A transaction of Tortoise, or a savepoint in one: what queries are `using_db`.
Session = TransactionalDBClient
