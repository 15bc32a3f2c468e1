import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CONNECT, type Bridge } from '#contract/bridge';

/** Hands the page's one message port to the main process, and nothing else. */
window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== CONNECT || event.ports.length !== 1) return;
  ipcRenderer.postMessage(CONNECT, null, [...event.ports]);
});

const bridge: Bridge = { host: 'electron', pathOf: (file) => webUtils.getPathForFile(file) };
contextBridge.exposeInMainWorld('vivariumAws', bridge);
