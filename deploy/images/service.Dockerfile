# The image of the search service: no Dagster, no recogniser of speech; PyAV for clips. Context: the checkout.
#   docker build -f deploy/images/service.Dockerfile -t vindex-service .
FROM python:3.11-slim-bookworm AS environment
WORKDIR /opt/vindex
COPY build.lock deploy/images/service.lock pyproject.toml README.md LICENSE ./
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r build.lock \
 && .venv/bin/uv pip sync --python .venv/bin/python --no-cache --require-hashes --compile-bytecode service.lock \
 && .venv/bin/uv pip install --python .venv/bin/python --no-cache --quiet --no-deps --require-hashes -r build.lock
COPY vindex_search vindex_search
# Of the pipeline the command line alone, which `vindex serve` and `vindex keys` are part of; it loads nothing else.
COPY vindex_assets vindex_assets
RUN .venv/bin/uv pip install --python .venv/bin/python --quiet --no-deps --no-build-isolation --editable .

FROM python:3.11-slim-bookworm
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home vindex \
 && install -d -o vindex /var/lib/vindex
COPY --from=environment /opt/vindex /opt/vindex
ENV VINDEX_HOME=/var/lib/vindex VINDEX_HOST=0.0.0.0 PATH=/opt/vindex/.venv/bin:$PATH
WORKDIR /opt/vindex
USER vindex
STOPSIGNAL SIGTERM
ENTRYPOINT ["vindex"]
CMD ["serve"]
