require('../shared/index.js').start('release')
