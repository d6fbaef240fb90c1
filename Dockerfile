# syntax=docker/dockerfile:1
# Morgan in one image: all services in one process, or any one of them (`docker run … serve stt`).
ARG PYTHON=3.13

# What Morgan needs, a layer of its own: it is downloaded again only when a version changes.
FROM python:${PYTHON}-slim AS dependencies
RUN python -m venv --without-pip /opt/morgan
COPY requirements/run.txt /requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/morgan/bin/python install --require-hashes --requirement /requirements.txt \
    && find /opt/morgan/lib -type d -name tests -prune -exec rm -r {} +

FROM dependencies AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY wyoming_morgan wyoming_morgan
RUN pip --python /opt/morgan/bin/python wheel --no-deps --no-build-isolation --wheel-dir /dist .

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="Morgan" \
      org.opencontainers.image.description="A private voice assistant server for a home" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10300 --home-dir /data --no-create-home --shell /usr/sbin/nologin morgan \
    && install --directory --owner=morgan --group=morgan /config /data /models
COPY --from=dependencies /opt/morgan /opt/morgan
RUN --mount=type=bind,from=build,source=/dist,target=/dist \
    pip --python /opt/morgan/bin/python install --no-cache-dir --no-deps --no-index /dist/*.whl
ENV PATH=/opt/morgan/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MORGAN_CONFIG_DIR=/config \
    MORGAN_CORE__CACHE_DIR=/data/cache \
    MORGAN_CORE__DATA_DIR=/data \
    MORGAN_CORE__MODELS_DIR=/models
WORKDIR /data
USER 10300:10300
VOLUME ["/data", "/models"]
EXPOSE 8000 10300
# `docker inspect` shows what is missing. A single service needs its name: --health-cmd "morgan health stt".
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --start-interval=3s CMD ["morgan", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["morgan"]
CMD ["serve"]
