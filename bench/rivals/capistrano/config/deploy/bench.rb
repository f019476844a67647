ENV.fetch("hosts").split.each { |host| server host, roles: :web }
