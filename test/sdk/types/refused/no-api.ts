// Property 'api' is missing

import { createZhehui } from '@zhehui/sdk';

createZhehui({ key: 'pk_live_1' });
