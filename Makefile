# `make` lists what there is. Everything lives in .venv and build/; nothing else on the machine is changed,
# except that system libraries Qt lacks are installed when this runs as root on a Debian-like system.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
WORKERS ?= 2
TESTS ?= tests

export PYTHONUTF8 := 1
export PYTHONDONTWRITEBYTECODE :=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench soak bom fuzz lock screenshots contact-sheet clean bundle deb uos usb windows deb-test usb-test \
  windows-test test-floor arm64-try install-pictures

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

setup: $(READY) ## virtual environment, locked dependencies, system libraries

$(VENV)/system: installer/system_libraries.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; say which one with: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	$(PYTHON) installer/system_libraries.py
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/locked: requirements.lock $(VENV)/system
	$(BIN)/python -m pip install --quiet --only-binary :all: --require-hashes -r requirements.lock
	@touch $@

$(READY): pyproject.toml $(VENV)/locked
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## the demonstration office in build/demo, its papers, a county package, the window
	$(BIN)/banfu-desktop demo build/demo

test: $(READY) ## all tests but the long ones
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

FLOOR := build/floor-venv

$(FLOOR)/ready: requirements.lock installer/linux/requirements.lock pyproject.toml
	$(PYTHON) -m venv $(FLOOR)
	$(FLOOR)/bin/python -m pip install --quiet --only-binary :all: --require-hashes -r requirements.lock
	$(FLOOR)/bin/python -m pip install --quiet --only-binary :all: --require-hashes --no-deps \
	  -r installer/linux/requirements.lock
	$(FLOOR)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

test-floor: $(READY) $(FLOOR)/ready ## the window's tests with the PySide6 that the Linux packages carry (TESTS=tests/ui)
	QT_QPA_PLATFORM=offscreen $(FLOOR)/bin/python -m pytest -n $(WORKERS) $(if $(filter tests,$(TESTS)),tests/ui,$(TESTS))

soak: $(READY) ## the long kill, power-cut and fuzz runs
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m soak --timeout 3600 $(TESTS)

SECONDS ?= 60

fuzz: $(READY) ## coverage-guided fuzzing, SECONDS=60 for each door (needs the network once)
	$(BIN)/python -m pip install --quiet --target build/fuzz/atheris --only-binary :all: 'atheris>=2.3'
	for door in xlsx sheet-xml statement-csv manifest attachment invoice paste command-line; do \
	  PYTHONPATH=build/fuzz/atheris QT_QPA_PLATFORM=offscreen XDG_CONFIG_HOME=build/fuzz/config \
	    $(BIN)/python -m tests.fuzz.guided $$door $(SECONDS) build/fuzz || exit 1; done

lint: $(READY) ## style, types, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict banfu_desktop
	$(BIN)/lint-imports --no-cache

format: $(READY) ## put the source into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bom: $(READY) ## the bill of materials, CycloneDX, in build/bom.json
	$(BIN)/python -m installer.bom build/bom.json

PACKING := build/installer-venv
PACK := $(PACKING)/bin/python -m installer

$(PACKING)/ready: requirements.lock installer/requirements.lock pyproject.toml
	$(PYTHON) -m venv $(PACKING)
	$(PACKING)/bin/python -m pip install --quiet --only-binary :all: --require-hashes \
	  -r requirements.lock -r installer/requirements.lock
	$(PACKING)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

LINUX := build/linux/venv-$(shell uname -m)/bin/python -m installer
RELEASES ?= bullseye bookworm

bundle: $(PACKING)/ready
	$(PACK).linux_environment
	$(LINUX).bom build/linux/bom.json
	$(LINUX).bundle

deb: bundle ## the Debian package, in dist/ (needs dpkg-dev)
	$(LINUX).debian_package

uos: bundle ## the package as the UOS software store wants it, in dist/ (needs dpkg-dev)
	$(LINUX).uos_package

usb: bundle ## the folder that runs from a stick on Linux without root, in dist/
	$(LINUX).stick

deb-test: deb uos ## the packages on bare Debians, RELEASES="bullseye bookworm": install, work, upgrade, remove (as root; half an hour)
	for release in $(RELEASES); do BANFU_RELEASE=$$release $(LINUX).trials.debian || exit 1; done
	$(LINUX).trials.deepin

usb-test: usb ## the folder for a stick on bare Debians with a small desktop, started by a double click (as root)
	for release in $(RELEASES); do BANFU_RELEASE=$$release $(LINUX).trials.stick || exit 1; done

arm64-try: $(PACKING)/ready ## the program for arm64, put together and tried under qemu-user; nothing is handed out
	$(PACK).arm64

windows: $(PACKING)/ready ## the set-up for Windows, in dist/ (needs nsis and mingw-w64, and Python 3.11)
	$(PACK).bom build/bom.json
	$(PACK).windows_bundle
	$(PACK).windows_setup

windows-test: windows ## the set-up under Wine: install, self-test, a window, again, remove (needs wine64 and xvfb)
	$(PACK).trials.windows

install-pictures: windows-test deb-test ## the manual's pictures of installing, which both trials take (as root)
	$(PACKING)/bin/python -m docs.installing

bench: $(READY) ## the speed ratios
	$(BIN)/python -m benchmarks

contact-sheet: $(READY) ## every form on ordinary and hard data: pages in build/contact, a small sheet in docs/
	$(BIN)/python -m docs.contact_sheet build/contact

screenshots: $(READY) ## every page and box at six sizes into build/; what the manual shows into docs/
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m docs.screenshots

lock: ## choose the newest versions that pyproject.toml allows (needs the network)
	$(PYTHON) -m venv build/lock-venv
	build/lock-venv/bin/python -m pip install --quiet uv
	rm -f requirements.lock
	build/lock-venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --extra dev \
	  --generate-hashes --no-header --no-annotate --output-file requirements.lock pyproject.toml
	rm -f installer/requirements.lock
	build/lock-venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --constraints requirements.lock \
	  --generate-hashes --no-header --no-annotate --output-file installer/requirements.lock installer/requirements.in
	for lock in requirements toolchain arm64; do rm -f installer/linux/$$lock.lock; \
	  build/lock-venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --output-file installer/linux/$$lock.lock installer/linux/$$lock.in || exit 1; done

clean: ## remove what was made here
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
