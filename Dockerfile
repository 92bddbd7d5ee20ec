# One image per process: docker build --build-arg SERVICE=auth -t imagin/auth .
# SERVICE is auth, missions, expenses, documents, portal, survey or gateway. BASE_IMAGE is any Debian with Python 3.11
# and pip. The image runs as an ordinary user and writes nowhere but /tmp, so its root may be read-only.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS build
ARG SERVICE
WORKDIR /build
COPY requirements requirements
# Ready-made packages only, each with its hash: no compiler is needed here or later.
RUN if [ "$SERVICE" = gateway ]; then lock=gateway; else lock=service; fi \
 && python3 -m venv --without-pip /opt/imagin \
 && python3 -m pip --python /opt/imagin/bin/python install --quiet --no-cache-dir --only-binary :all: \
    --require-hashes -r requirements/$lock.txt
COPY . source
RUN mkdir /app && cd source \
 && if [ "$SERVICE" = gateway ]; then cp -r gateway /app/; \
    else mkdir /app/services && cp -r services/__init__.py "services/$SERVICE" /app/services/; fi \
 && cp -r kit gen /app/ \
 && /opt/imagin/bin/python -m compileall -q /app /opt/imagin/lib

FROM ${BASE_IMAGE}
ARG SERVICE
# Threads that hash passwords or hold files share two heaps: each would keep the largest block that it ever freed.
ENV MALLOC_ARENA_MAX=2
ENV PYTHONPATH=/app:/app/gen PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PATH=/opt/imagin/bin:$PATH \
    IMAGIN_LOG_FORMAT=json SERVICE=${SERVICE}
COPY --from=build /opt/imagin /opt/imagin
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
# The shell only chooses the module and leaves its place to Python, which then gets the signals.
ENTRYPOINT ["/bin/sh", "-c", "if [ \"$SERVICE\" = gateway ]; then module=gateway; else module=services.$SERVICE; fi; exec python -m \"$module\" \"$@\"", "imagin"]
CMD ["serve"]
