import wasm from './index.js';

export const {init, SQLiteError} = wasm;
