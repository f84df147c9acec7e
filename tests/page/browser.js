'use strict';

// A headless Chromium, driven over the DevTools protocol through a pipe: no packages are needed.
const {spawn, execFileSync} = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

function chromium() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], {encoding: 'utf8'}).trim();
    } catch {
      continue;
    }
  }
  return null;
}

class Browser {
  constructor(program) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
    this.process = spawn(program, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe',
      '--disable-background-networking', '--disable-component-update', '--no-first-run', '--hide-scrollbars', '--lang=en',
      `--user-data-dir=${this.folder}/profile`, 'about:blank'], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
    this.next = 0;
    this.waiting = new Map();
    this.listeners = [];
    let rest = '';
    this.process.stdio[4].on('data', data => {
      const messages = (rest + data).split('\0');
      rest = messages.pop();
      for (const message of messages) this.receive(JSON.parse(message));
    });
  }

  receive(message) {
    const call = this.waiting.get(message.id);
    if (!call) return this.listeners.forEach(listener => listener(message));
    this.waiting.delete(message.id);
    if (message.error) call.reject(new Error(`${call.method}: ${message.error.message}`));
    else call.resolve(message.result);
  }

  send(method, params = {}, sessionId) {
    const id = ++this.next;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {method, resolve, reject});
      this.process.stdio[3].write(`${JSON.stringify({id, method, params, sessionId})}\0`);
    });
  }

  async page({url, width, height, dark, language}) {
    const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
    const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
    const page = new Page(this, sessionId, targetId);
    for (const domain of ['Page', 'Runtime', 'Network', 'Log', 'DOM', 'Accessibility']) await page.send(`${domain}.enable`);
    await page.send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: width < 600});
    await page.send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'},
      {name: 'prefers-reduced-motion', value: 'reduce'}]});
    if (language) await page.send('Emulation.setUserAgentOverride', {userAgent: 'test', acceptLanguage: language});
    page.downloads = path.join(this.folder, `downloads-${targetId}`);
    fs.mkdirSync(page.downloads);
    await this.send('Browser.setDownloadBehavior', {behavior: 'allow', downloadPath: page.downloads});
    await page.open(url);
    return page;
  }

  async close() {
    const ended = new Promise(resolve => this.process.on('exit', resolve));
    await this.send('Browser.close').catch(() => {});
    await ended;
    fs.rmSync(this.folder, {recursive: true, force: true, maxRetries: 5});
  }
}

class Page {
  constructor(browser, session, target) {
    Object.assign(this, {browser, session, target, requests: [], problems: []});
    browser.listeners.push(({method, params, sessionId}) => {
      if (sessionId !== session) return;
      if (method === 'Network.requestWillBeSent') this.requests.push(params.request.url);
      if (method === 'Runtime.exceptionThrown') this.problems.push(params.exceptionDetails.exception?.description || params.exceptionDetails.text);
      if (method === 'Log.entryAdded' && params.entry.level === 'error') this.problems.push(params.entry.text);
      if (method === 'Runtime.consoleAPICalled' && params.type === 'error') this.problems.push(params.args.map(arg => arg.value).join(' '));
    });
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  /** Goes to the page, and waits until it is ready for a file. */
  async open(url) {
    await this.evaluate('window.isOld = true');
    await this.send('Page.navigate', {url});
    await this.until("!window.isOld && document.querySelector('h1').textContent && document.querySelector('#loading').textContent === ''");
  }

  /** The value of a JavaScript expression in the page. */
  async evaluate(expression) {
    const {result, exceptionDetails} = await this.send('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description || exceptionDetails.text}`);
    return result.value;
  }

  /** Waits until the expression is true. */
  async until(expression, seconds = 60) {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      const value = await this.evaluate(expression).catch(() => false);  // while a page loads, its elements are not there
      if (value) return value;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`not within ${seconds} s: ${expression}\n${await this.evaluate('document.body.innerText')}`);
  }

  async click(selector) {
    const at = await this.evaluate(`(() => { const e = document.querySelector(${JSON.stringify(selector)});
      e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect(); return {x: b.left + b.width / 2, y: b.top + b.height / 2}; })()`);
    for (const type of ['mousePressed', 'mouseReleased'])
      await this.send('Input.dispatchMouseEvent', {type, ...at, button: 'left', clickCount: 1});
  }

  async key(key, modifiers = 0, code = key) {
    const known = {Tab: 9, Enter: 13, ArrowDown: 40, ' ': 32, a: 65};
    const event = {key, code: code === ' ' ? 'Space' : code, modifiers, windowsVirtualKeyCode: known[key]};
    await this.send('Input.dispatchKeyEvent', {type: 'keyDown', ...event, text: modifiers ? undefined : {Enter: '\r', ' ': ' '}[key]});
    await this.send('Input.dispatchKeyEvent', {type: 'keyUp', ...event});
  }

  /** Replaces what a field holds, as by typing. */
  async type(selector, text) {
    await this.evaluate(`(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.focus(); e.select(); })()`);
    await this.send('Input.insertText', {text});
  }

  async choose(selector, value) {
    const found = await this.evaluate(`(() => { const e = document.querySelector(${JSON.stringify(selector)});
      e.focus(); e.value = ${JSON.stringify(value)}; e.dispatchEvent(new Event('change', {bubbles: true})); return e.value; })()`);
    if (found !== value) throw new Error(`${selector} offers no ${value}`);
  }

  async giveFile(selector, file) {
    const {root} = await this.send('DOM.getDocument');
    const {nodeId} = await this.send('DOM.querySelector', {nodeId: root.nodeId, selector});
    await this.send('DOM.setFileInputFiles', {nodeId, files: [file]});
  }

  /** The bytes of the next file that is downloaded, and its name. */
  async downloaded(start) {
    const before = new Set(fs.readdirSync(this.downloads));
    await start();
    for (let i = 0; i < 200; ++i) {
      const name = fs.readdirSync(this.downloads).find(name => !before.has(name) && !/crdownload|^\./.test(name));
      if (name) {
        await new Promise(resolve => setTimeout(resolve, 100));
        const content = fs.readFileSync(path.join(this.downloads, name));
        fs.rmSync(path.join(this.downloads, name));
        return {name, content};
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error('nothing was downloaded');
  }

  async screenshot(file, whole = true) {
    if (!file) return;
    const {data} = await this.send('Page.captureScreenshot', {captureBeyondViewport: whole});
    fs.writeFileSync(file, Buffer.from(data, 'base64'));
  }
}

module.exports = {Browser, chromium};
