# One image for every part; docker-compose.yml says which part a container is.
FROM python:3.13-slim

WORKDIR /sweepcast
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY sweepcast sweepcast
COPY streams streams
COPY producers producers
COPY consumers consumers
COPY stack stack
COPY ceremonies ceremonies

RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --no-index -e . \
    && useradd --create-home sweepcast
USER sweepcast

EXPOSE 8080 8765
CMD ["python", "-m", "consumers.gateway"]
