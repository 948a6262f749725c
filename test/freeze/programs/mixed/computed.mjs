export const where = 'found on disk';
