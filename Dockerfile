# Two stages: the first builds the wheel, with the browser client inside it; the second holds only what runs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /source
COPY deploy/requirements-build.lock deploy/
RUN pip install --no-cache-dir --require-hashes -r deploy/requirements-build.lock
COPY . .
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 \
    HEARTH_HOST=0.0.0.0 \
    HEARTH_DATA_DIR=/data
RUN useradd --system --uid 10001 --create-home --home-dir /data --shell /usr/sbin/nologin hearth
COPY deploy/requirements.lock /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock && rm /tmp/requirements.lock
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-deps --no-index /wheels/*.whl
USER hearth
WORKDIR /data
VOLUME /data
EXPOSE 8080/tcp 7882/udp
# Stopping hands sessions over, or saves them; both want more than Docker's ten seconds: docker stop --time 70.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["python", "-c", \
  "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('HEARTH_PORT', '8080')}/healthz\", timeout=2)"]
ENTRYPOINT ["hearth"]
CMD ["serve"]
