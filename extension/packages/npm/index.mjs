import survival from './index.js';

export const getLoadablePath = survival.getLoadablePath;
export const load = survival.load;
