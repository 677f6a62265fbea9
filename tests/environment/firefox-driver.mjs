// A WebDriver for Firefox, as chromedriver is one for Chromium: Debian has none. What is asked by
// HTTP goes on to Firefox's own protocol, Marionette, whose commands are WebDriver's. Every session
// is a Firefox of its own. Run it with: node firefox-driver.mjs FIREFOX
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// What tests use of WebDriver: below a session, the command that it is.
const commands = [
  ['GET', '/url', 'GetCurrentURL'],
  ['POST', '/url', 'Navigate'],
  ['GET', '/title', 'GetTitle'],
  ['GET', '/source', 'GetPageSource'],
  ['POST', '/frame', 'SwitchToFrame'],
  ['POST', '/frame/parent', 'SwitchToParentFrame'],
  ['GET', '/window', 'GetWindowHandle'],
  ['POST', '/window', 'SwitchToWindow'],
  ['GET', '/window/handles', 'GetWindowHandles'],
  ['POST', '/execute/sync', 'ExecuteScript'],
  ['POST', '/element', 'FindElement'],
  ['POST', '/elements', 'FindElements'],
  ['GET', '/element/active', 'GetActiveElement'],
  ['POST', '/element/(?<id>[^/]+)/click', 'ElementClick'],
  ['POST', '/element/(?<id>[^/]+)/value', 'ElementSendKeys'],
  ['GET', '/element/(?<id>[^/]+)/attribute/(?<name>[^/]+)', 'GetElementAttribute'],
  ['GET', '/element/(?<id>[^/]+)/property/(?<name>[^/]+)', 'GetElementProperty'],
  ['GET', '/element/(?<id>[^/]+)/name', 'GetElementTagName'],
  ['GET', '/element/(?<id>[^/]+)/text', 'GetElementText'],
].map(([method, path, name]) => ({ method, path: new RegExp(`^${path}$`), name }));

// It starts with an empty page, or its own could come after the one that is asked for first. No name
// but this machine's resolves: all else goes through a proxy that is not there.
const preferences = {
  'marionette.port': 0,
  'browser.startup.page': 0,
  'browser.startup.homepage_override.mstone': 'ignore',
  'startup.homepage_welcome_url': 'about:blank',
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
};

const sessions = new Map();

const failure = (error, message) => ({ error, message, stacktrace: '' });

function profile(wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'firefox-'));
  const lines = Object.entries({ ...preferences, ...wanted }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  writeFileSync(join(folder, 'user.js'), lines.join(''));
  return folder;
}

// Firefox writes the port that it listens on into its profile.
async function port(folder, browser) {
  for (;;) {
    if (browser.exitCode !== null) throw failure('session not created', 'Firefox ended');
    try {
      const found = Number(readFileSync(join(folder, 'MarionetteActivePort'), 'utf8'));
      if (found) return found;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Calls commands over a connection: a message is its length, a colon, and JSON. The first is Firefox's
// greeting.
function caller(socket) {
  const waiting = new Map();
  let received = Buffer.alloc(0);
  let number = 0;
  let greet;
  const greeted = new Promise((resolve) => (greet = resolve));
  socket.on('data', (part) => {
    received = Buffer.concat([received, part]);
    for (;;) {
      const colon = received.indexOf(':');
      const end = colon + 1 + Number(received.subarray(0, Math.max(colon, 0)));
      if (colon < 0 || received.length < end) return;
      const message = JSON.parse(received.subarray(colon + 1, end));
      received = received.subarray(end);
      if (!Array.isArray(message)) {
        greet();
        continue;
      }
      const [, id, error, result] = message;
      const [resolve, reject] = waiting.get(id);
      waiting.delete(id);
      if (error) reject(error);
      else resolve(result);
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const [, reject] of waiting.values()) reject(failure('unknown error', 'Firefox is gone'));
  });
  return async (name, parameters) => {
    await greeted;
    return new Promise((resolve, reject) => {
      waiting.set(++number, [resolve, reject]);
      const message = Buffer.from(JSON.stringify([0, number, name, parameters]));
      socket.write(`${message.length}:`);
      socket.write(message);
    });
  };
}

async function begin({ capabilities }) {
  const wanted = capabilities.alwaysMatch ?? {};
  const folder = profile(wanted['moz:firefoxOptions']?.prefs);
  const arguments_ = ['--headless', '--no-remote', '--marionette', '--profile', folder];
  const browser = spawn(process.argv[2], arguments_, { stdio: 'inherit' });
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  const call = caller(connect(await port(folder, browser), '127.0.0.1'));
  // What has a colon is for drivers, ours or another browser's.
  const plain = Object.entries(wanted).filter(([name]) => !name.includes(':'));
  const begun = await call('WebDriver:NewSession', Object.fromEntries(plain));
  sessions.set(begun.sessionId, { call, browser, ended, folder });
  return begun;
}

async function end(id) {
  const { browser, ended, folder } = sessions.get(id);
  sessions.delete(id);
  browser.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  return null;
}

async function answer(method, path, body) {
  if (path === '/status') return { ready: true, message: '' };
  if (method === 'POST' && path === '/session') return begin(body);
  const [, id, below] = /^\/session\/([^/]+)(.*)$/.exec(path) ?? [];
  const session = sessions.get(id);
  if (!session) throw failure('invalid session id', path);
  if (method === 'DELETE' && below === '') return end(id);
  for (const command of commands) {
    const found = command.method === method && command.path.exec(below);
    if (found) {
      const result = await session.call(`WebDriver:${command.name}`, { ...body, ...found.groups });
      return Array.isArray(result) ? result : (result.value ?? null);
    }
  }
  throw failure('unknown command', `${method} ${below}`);
}

const server = createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  let status = 200;
  let value;
  try {
    value = await answer(request.method, request.url, text ? JSON.parse(text) : {});
  } catch (error) {
    value = error.error ? error : failure('unknown error', String(error));
    status = /^(no such|stale|invalid session|unknown command)/.test(value.error) ? 404 : 500;
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ value }));
});
server.listen(0, '127.0.0.1', () =>
  console.log(`The driver was started successfully on port ${server.address().port}.`),
);
