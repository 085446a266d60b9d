"""What is run by hand: `poe create-admin` and `poe openapi`."""

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
    """Create an administrator, with the password of ADMIN_PASSWORD or of a prompt.

    Raises:
        SystemExit: With a sentence, if the address or the password is refused.
    """
    preset = get_settings().admin_password
    password = (
        preset.get_secret_value()
        if preset
        else getpass.getpass(f"Password for {email}: ")
    )
    try:
        data = UserCreate(email=email, name="Administrator", password=password)
        asyncio.run(store(data))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        message = fault["msg"].removeprefix("Value error, ")
        raise SystemExit(f"{fault['loc'][0]}: {message}") from None
    except AppError as error:
        raise SystemExit(error.detail) from None
    print(f"Created the administrator {data.email}.")


async def store(data: UserCreate) -> None:
    async with connected(app), unit_of_work(app) as session:
        await service.create(session, data=data, role=Role.ADMIN, email_verified=True)


def print_openapi() -> None:
    print(json.dumps(app.openapi(), indent=2))
