// SPDX-License-Identifier: Apache-2.0
// The network between a trial host and the server: takes connections at the first place and joins each to a new one to the second.
// A place is HOST:PORT or the path of a socket file. Usage: node relay.mjs FROM TO
import net from 'node:net';

const place = text => {
  const address = /^(.+):(\d+)$/.exec(text);
  return address ? { host: address[1], port: Number(address[2]) } : { path: text };
};

const [from, to] = process.argv.slice(2).map(place);
const server = net.createServer(near => {
  const far = net.connect(to);
  near.pipe(far).pipe(near);
  for (const end of [near, far]) {
    end.on('error', () => {}); // a close follows
    end.on('close', () => { near.destroy(); far.destroy(); });
  }
});
server.listen(from, () => process.stdout.write('ready\n'));
