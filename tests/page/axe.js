/* SPDX-License-Identifier: GPL-3.0-or-later */
// Runs axe-core over pages in headless Chromium: light and dark, desk and phone.
// node axe.js PAGE...; prints a line for each, exit 1 on any violation.
'use strict';
const path = require('path');
const puppeteer = require('puppeteer-core'), fs = require('fs');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
(async () => {
  const browser = await puppeteer.launch({executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu']});
  let bad = 0;
  for (const file of process.argv.slice(2))
    for (const [scheme, width] of [['light', 1400], ['dark', 1400], ['light', 390], ['dark', 390]]) {
      const page = await browser.newPage();
      const requests = [];
      page.on('request', r => { if (!r.url().startsWith('file:')) requests.push(r.url()); });
      await page.setBypassCSP(true);
      await page.setViewport({width, height: 900});
      await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}]);
      await page.goto('file://' + path.resolve(file));
      await page.evaluate(axe);
      const r = await page.evaluate(() => axe.run({resultTypes: ['violations', 'incomplete']}));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      console.log(`${file.split('/').pop()} ${scheme} ${width}: ${r.violations.length} violations, ${requests.length} requests, overflow ${overflow}`);
      for (const v of r.violations) { console.log('  ', v.id, v.help, v.nodes.length, v.nodes[0].html.slice(0, 160), JSON.stringify(v.nodes[0].any.map(a => a.message)).slice(0,300)); }
      bad += r.violations.length;
      await page.close();
    }
  await browser.close();
  process.exit(bad ? 1 : 0);
})();
