import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "cooperation"

#: Package → packages that it may import beside itself.
MAY_IMPORT = {
    "models": set(),
    "exports": set(),
    "kinds": {"models", "exports"},
    "search": {"kinds", "models"},
    "trade": {"models"},
    "editorial": {"search", "models", "trade"},
    "admin": {"editorial", "kinds", "models"},
    "views": {"kinds", "exports", "search", "models"},
}


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "cooperation" and not node.level:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cooperation.") and not node.level:
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("cooperation.")}
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_imports_only_what_lies_towards_the_data(package):
    for path in (ROOT / package).rglob("*.py"):
        strangers = imports_of(path) - MAY_IMPORT[package] - {package}

        assert not strangers, f"{path.relative_to(ROOT)} imports {sorted(strangers)}"
