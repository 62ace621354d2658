# Builds with the compiler that better-sqlite3 needs; runs without it, as a user who owns nothing but the data.
FROM node:20-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/*.mjs scripts/
COPY src src
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
RUN install -d -o node -g node -m 0700 /var/lib/dauys /var/lib/dauys.keys
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY fixtures/contests fixtures/contests
COPY certs certs
USER node
EXPOSE 8080
# A commit with an unknown result exits 75 on purpose: the restart policy brings the service back from disk.
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.DAUYS_PORT || 8080) + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
