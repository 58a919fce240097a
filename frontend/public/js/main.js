/** Starts the page: shell, player, routes, session. */

import { resume } from './session.js';
import { startRouter } from './router.js';
import { startShell } from './shell.js';
import { startPlayerBar } from './music/player-bar.js';
import { chatView } from './views/chat.js';
import { dashboardView } from './views/dashboard.js';
import { loginView } from './views/login.js';
import { profileView } from './views/profile.js';
import { registerView } from './views/register.js';

startShell();
startPlayerBar();
startRouter({
  login: loginView, register: registerView, dashboard: dashboardView, profile: profileView, chat: chatView,
});
resume();
