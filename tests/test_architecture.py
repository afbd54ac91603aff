"""Imports run one way, from the web towards the data; this page is the table of the packages."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "cooperation"

#: Package → packages of ours that it may import beside itself.
MAY_IMPORT = {
    "models": set(),
    "exports": set(),
    "kinds": {"models", "exports"},
    "charts": {"kinds", "exports", "models"},
    "search": {"kinds", "models"},
    "trade": {"models"},
    "editorial": {"search", "models", "trade"},
    "admin": {"editorial", "kinds", "models", "trade"},
    "views": {"charts", "kinds", "exports", "search", "models"},
    "templatetags": {"charts", "search", "kinds", "models"},
    "formats": set(),
    "management": {"editorial", "search", "models", "trade", "kinds"},
}
#: Surfaces, which URL files alone may import, and the package itself.
SURFACES = {"views", "admin"}


def modules(folder: Path):
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def imports_of(path: Path) -> set[str]:
    """Dotted names that a module imports, relative ones made whole."""
    here = path.relative_to(ROOT).with_suffix("").parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            whole = ".".join(part for part in (base, node.module or "") if part)
            found |= {f"{whole}.{alias.name}" for alias in node.names}
    return found


def packages_of(path: Path) -> set[str]:
    """Packages of the application that a module imports."""
    return {name.split(".")[1] for name in imports_of(path) if name.startswith("cooperation.")}


def packages() -> list[str]:
    return sorted(folder.name for folder in APP.iterdir() if (folder / "__init__.py").exists() and folder.name != "migrations")


def test_every_package_has_its_row_in_the_table():
    assert packages() == sorted(MAY_IMPORT)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_imports_only_what_lies_towards_the_data(package):
    for path in modules(APP / package):
        strangers = packages_of(path) - MAY_IMPORT[package] - {package}

        assert not strangers, f"{path.relative_to(ROOT)} imports {sorted(strangers)}"


def test_nothing_but_url_files_imports_the_surfaces():
    for path in [*modules(APP), *modules(ROOT / "config")]:
        inside = path.relative_to(APP).parts[0] if path.is_relative_to(APP) else ""
        met = packages_of(path) & SURFACES - {inside}

        assert not met or path.name == "urls.py", f"{path.relative_to(ROOT)} imports {sorted(met)}"


def test_nothing_imports_the_configuration():
    for path in modules(APP):
        assert not any(name.split(".")[0] == "config" for name in imports_of(path)), path


def test_generic_views_name_no_concrete_model():
    records = {"Agreement", "Project", "Programme", "Event", "Organisation", "Figure", "TradeRecord"}
    for name in ("lists.py", "exports.py"):
        named = {dotted.rpartition(".")[2] for dotted in imports_of(APP / "views" / name)} & records

        assert not named, f"views/{name} imports {sorted(named)}"


def test_no_template_marks_data_as_safe_or_carries_code():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text()
        for forbidden in ("|safe", "autoescape off", "<style", " style=", " onclick=", "javascript:"):
            assert forbidden not in text, f"{path.relative_to(ROOT)} holds {forbidden}"
