"""Commands: `poe create-admin` and `poe openapi`."""

import asyncio
import getpass
import json

from pydantic import ValidationError

from app.config import get_settings
from app.database import connected, unit_of_work
from app.errors import AppError
from app.main import app
from app.users import service
from app.users.models import Role
from app.users.schemas import UserCreate


def create_admin(email: str) -> None:
    """Create an administrator with the password from ADMIN_PASSWORD or a prompt.

    Raises:
        SystemExit: The e-mail address or the password is not valid.
    """
    admin_password = get_settings().admin_password
    password = (
        admin_password.get_secret_value()
        if admin_password
        else getpass.getpass(f"Password for {email}: ")
    )
    try:
        data = UserCreate(email=email, name="Administrator", password=password)
        asyncio.run(save_admin(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        raise SystemExit(f"{first['loc'][0]}: {message}") from None
    except AppError as error:
        raise SystemExit(error.detail) from None
    print(f"Created administrator {data.email}.")


async def save_admin(data: UserCreate) -> None:
    async with connected(app), unit_of_work(app) as session:
        await service.create(session, data=data, role=Role.ADMIN, email_verified=True)


def print_openapi() -> None:
    print(json.dumps(app.openapi(), indent=2))
