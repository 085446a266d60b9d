"""What Copier is relied upon for, and does not document."""

from pathlib import Path

from copier import run_copy, run_update

from tests.git import commit_all

SHOP = {
    "copier.yml": """
_subdirectory: template
goods: {type: str, default: books, choices: [books, films]}
signed: {type: bool, default: true}
books: {type: str, when: false, default: "{{ '.' if goods == 'books' else '' }}"}
films: {type: str, when: false, default: "{{ '.' if goods == 'films' else '' }}"}
autographs: {type: str, when: false, default: "{{ '.' if signed else '' }}"}
""",
    "template/{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers|to_yaml }}",
    "template/shop.py": "OPEN = True\n",
    "template/{{ books }}/shop/goods.py": "GOODS = 'books'\n",
    "template/{{ films }}/shop/goods.py": "GOODS = 'films'\n",
    "template/{{ books }}/{{ autographs }}/shop/signed/book.py": "",
    "template/{{ autographs }}/{{ films }}/shop/signed/film.py": "",
}


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts and path.name[0] != "."
    }


def test_layer_of_copier_follows_its_answer(tmp_path: Path) -> None:
    """A folder called "." is its parent; one without a name is left out."""
    template, service = tmp_path / "template", tmp_path / "service"
    for path, text in SHOP.items():
        (template / path).parent.mkdir(parents=True, exist_ok=True)
        (template / path).write_text(text, "utf-8")
    commit_all(template, tag="v1.0.0")
    books = {
        "shop.py": "OPEN = True\n",
        "shop/goods.py": "GOODS = 'books'\n",
        "shop/signed/book.py": "",
    }
    films = {
        "shop.py": "OPEN = True\n",
        "shop/goods.py": "GOODS = 'films'\n",
        "shop/signed/film.py": "",
    }

    run_copy(str(template), service, defaults=True, quiet=True)
    assert files_of(service) == books
    commit_all(service)

    def switch(**data: str | bool) -> dict[str, str]:
        run_update(service, data=data, defaults=True, overwrite=True, quiet=True)
        commit_all(service)
        return files_of(service)

    assert switch(goods="films") == films
    del films["shop/signed/film.py"]
    assert switch(signed=False) == films
    assert not (service / "shop" / "signed").exists()
    assert switch(goods="books", signed=True) == books
