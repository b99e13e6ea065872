# The first stage installs Besa and prepares its model; the second has only what answers. README.md says how to run it.

FROM python:3.11-slim-bookworm AS builder
# PyTorch, which other encoders run on, is left out in the end, so the build for CPUs does.
ARG UV_TORCH_BACKEND=cpu
ENV UV_COMPILE_BYTECODE=1 \
    UV_NO_CACHE=1 \
    VIRTUAL_ENV=/opt/besa \
    PATH=/opt/besa/bin:$PATH \
    XDG_CACHE_HOME=/opt/cache \
    XDG_CONFIG_HOME=/opt/config \
    XDG_DATA_HOME=/src/data
WORKDIR /src
COPY constraints.txt requirements.txt ./
RUN pip install --no-cache-dir --constraint constraints.txt uv
RUN uv venv $VIRTUAL_ENV
RUN uv pip install --constraint constraints.txt --requirement requirements.txt
COPY . .
RUN uv pip install --no-deps .
# The first question prepares the model. What only that needed goes, and the second asks what is left.
RUN besa ask "Who raided Ashraf-3?"
RUN uv pip uninstall $(python -m release.export_only)
RUN besa ask "Who raided Ashraf-3?"

FROM python:3.11-slim-bookworm
COPY packages.txt /opt/
RUN apt-get update \
    && xargs --arg-file=/opt/packages.txt apt-get install --yes --no-install-recommends \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home besa \
    && install --directory --owner=besa --group=besa /data /documents
COPY --from=builder /opt /opt
# Beyond the container, compose.yaml decides who reaches it.
ENV PATH=/opt/besa/bin:$PATH \
    XDG_CACHE_HOME=/opt/cache \
    XDG_CONFIG_HOME=/opt/config \
    XDG_DATA_HOME=/data \
    BESA_HOST=0.0.0.0 \
    BESA_PORT=7860 \
    GRADIO_ANALYTICS_ENABLED=False \
    HF_HUB_DISABLE_TELEMETRY=1 \
    HF_HUB_OFFLINE=1 \
    ORT_DISABLE_TELEMETRY=1
USER besa
WORKDIR /home/besa
VOLUME /data
EXPOSE 7860
# What Ctrl+C sends: the first process of a container is deaf to SIGTERM.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s --timeout=10s --start-period=2m \
    CMD ["python", "-c", "from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open('http://127.0.0.1:7860/besa/login', timeout=8)"]
ENTRYPOINT ["besa"]
CMD ["serve"]
