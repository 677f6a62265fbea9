// WebKit's own driver takes one session, and tests run side by side: each session gets a driver of its
// own. Run it with: node webkit-driver.mjs WEBKITWEBDRIVER
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

const sessions = new Map();

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

// Below 32768 no outgoing connection is given the port in the meantime; if another server has it, the
// driver ends, and another one is tried.
async function start() {
  for (;;) {
    const port = 10000 + Math.floor(Math.random() * 22000);
    const driver = spawn(process.argv[2], [`--port=${port}`, '--host=127.0.0.1'], { stdio: 'inherit' });
    const address = `http://127.0.0.1:${port}`;
    while (driver.exitCode === null) {
      const answer = await fetch(`${address}/status`).catch(() => null);
      if (answer && driver.exitCode === null) return { driver, address };
      await pause();
    }
  }
}

const failure = (status, error, message) => ({
  status,
  text: JSON.stringify({ value: { error, message, stacktrace: '' } }),
});

async function answer(method, path, body) {
  if (path === '/status') return { status: 200, text: '{"value":{"ready":true,"message":""}}' };
  const begins = method === 'POST' && path === '/session';
  const [, id] = /^\/session\/([^/]+)/.exec(path) ?? [];
  const session = begins ? await start() : sessions.get(id);
  if (!session) return failure(404, 'invalid session id', path);
  const given = await fetch(session.address + path, { method, body: body || undefined });
  const text = await given.text();
  if (begins && given.ok) {
    sessions.set(JSON.parse(text).value.sessionId, session);
  } else if (begins || (method === 'DELETE' && path === `/session/${id}`)) {
    sessions.delete(id);
    session.driver.kill();
  }
  return { status: given.status, text };
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const { status, text } = await answer(request.method, request.url, body).catch((error) =>
    failure(500, 'unknown error', String(error)),
  );
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(text);
});
server.listen(0, '127.0.0.1', () =>
  console.log(`The driver was started successfully on port ${server.address().port}.`),
);
