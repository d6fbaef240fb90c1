# syntax=docker/dockerfile:1
# Morgan in one image: all services in one process, or any one of them (`docker run … serve stt`).
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /src
RUN python -m venv /opt/morgan
COPY requirements/run.txt requirements/run.txt
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/morgan/bin/pip install --require-hashes --requirement requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY wyoming_morgan wyoming_morgan
RUN /opt/morgan/bin/pip install --no-deps --no-build-isolation . \
    && /opt/morgan/bin/python -m compileall -q /opt/morgan/lib \
    && /opt/morgan/bin/pip uninstall --yes --quiet pip

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="Morgan" \
      org.opencontainers.image.description="A private voice assistant server for a home" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10300 --no-create-home --shell /usr/sbin/nologin morgan \
    && install --directory --owner=morgan --group=morgan /config /models /data
COPY --from=build /opt/morgan /opt/morgan
ENV PATH=/opt/morgan/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MORGAN_CONFIG_DIR=/config \
    MORGAN_CORE__MODELS_DIR=/models \
    MORGAN_CORE__CACHE_DIR=/data/cache \
    HEALTH_URL=http://127.0.0.1:8000/ready
USER morgan
VOLUME ["/config", "/models", "/data"]
EXPOSE 8000 10300
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=1s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(os.environ['HEALTH_URL'], timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["morgan"]
CMD ["serve"]
