// is not assignable to type 'Locale | undefined'

import { createZhehui } from '@zhehui/sdk';

createZhehui({ key: 'pk_live_1', api: 'https://zhehui.example', locale: 'fr' });
