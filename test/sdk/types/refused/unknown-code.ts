// have no overlap

import { ZhehuiError } from '@zhehui/sdk';

export const is_declined = (error: unknown) => error instanceof ZhehuiError && error.code === 'declined';
