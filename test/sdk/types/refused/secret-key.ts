// is not assignable to type 'never'

import { createZhehui } from '@zhehui/sdk';

createZhehui({ key: 'sk_live_1', api: 'https://zhehui.example' });
