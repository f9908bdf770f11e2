/** The page's entry. */
import { openBridge } from './bridge/open.ts';
import './design/tokens.css';
import './design/base.css';
import './design/controls.css';
import { openPage } from './page.ts';

openPage(openBridge());
